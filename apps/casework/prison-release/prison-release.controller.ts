import { Episodes } from '#casework/episodes';
import { ShowsEpisodes } from '#casework/shows-episodes';
import {
  ArrangeMedication,
  ChangeReleaseDate,
  DeclineNaloxone,
  PlanRelease,
  RecordPreReleaseMeeting,
  RecordPrisonTest,
  RecordRecall,
  RecordRelease,
  ReferToCommunity,
  ReferToReconnect,
  SupplyNaloxone,
} from '#casework/prison-release/prison-release.requests';
import { Records } from '#casework/records';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

@Records('prison-release', {
  opens: { 'plan release': PlanRelease },
  acts: {
    'change release date': ChangeReleaseDate,
    'refer to community': ReferToCommunity,
    'record pre-release meeting': RecordPreReleaseMeeting,
    'refer to reconnect': ReferToReconnect,
    'arrange medication': ArrangeMedication,
    'supply naloxone': SupplyNaloxone,
    'decline naloxone': DeclineNaloxone,
    'record prison test': RecordPrisonTest,
    'record release': RecordRelease,
    'record recall': RecordRecall,
  },
})
@ShowsEpisodes('prison-release')
@Controller('prison-release')
export class PrisonReleaseController {
  constructor(
    readonly commands: CommandBus,
    readonly episodes: Episodes,
  ) {}
}
