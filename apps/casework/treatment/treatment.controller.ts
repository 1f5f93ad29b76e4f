import { Episodes } from '#casework/episodes';
import { ShowsEpisodes } from '#casework/shows-episodes';
import { Records } from '#casework/records';
import {
  EndTreatment,
  RecordContact,
  RecordFirstContact,
  ReviewProgress,
  StartTreatment,
} from '#casework/treatment/treatment.requests';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

@Records('treatment', {
  opens: { 'start treatment': StartTreatment, 'record contact': RecordFirstContact },
  paths: { 'record contact': 'contact' },
  acts: { 'record contact': RecordContact, 'review progress': ReviewProgress, 'end treatment': EndTreatment },
})
@ShowsEpisodes('treatment')
@Controller('treatment')
export class TreatmentController {
  constructor(
    readonly commands: CommandBus,
    readonly episodes: Episodes,
  ) {}
}
