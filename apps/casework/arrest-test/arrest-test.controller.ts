import { Episodes } from '#casework/episodes';
import { ShowsEpisodes } from '#casework/shows-episodes';
import {
  DisputeResult,
  ImposeRequiredAssessment,
  RecordAssessment,
  RecordLaboratoryResult,
  RecordResult,
  RecordSample,
  RequestTest,
} from '#casework/arrest-test/arrest-test.requests';
import { Records } from '#casework/records';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

@Records('arrest-test', {
  opens: { 'request test': RequestTest },
  acts: {
    'record sample': RecordSample,
    'record result': RecordResult,
    'dispute result': DisputeResult,
    'record laboratory result': RecordLaboratoryResult,
    'impose required assessment': ImposeRequiredAssessment,
    'record assessment': RecordAssessment,
  },
})
@ShowsEpisodes('arrest-test')
@Controller('arrest-test')
export class ArrestTestController {
  constructor(
    readonly commands: CommandBus,
    readonly episodes: Episodes,
  ) {}
}
