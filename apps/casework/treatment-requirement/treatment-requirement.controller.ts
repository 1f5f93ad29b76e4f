import { Episodes } from '#casework/episodes';
import { ShowsEpisodes } from '#casework/shows-episodes';
import { Records } from '#casework/records';
import {
  AmendRequirement,
  AssessSuitability,
  AssessSuitabilityAgain,
  CompleteRequirement,
  HoldReview,
  ImposeRequirement,
  ImposeSanction,
  RecordNonCompliance,
  RecordRequirementTest,
  RecordWillingness,
  RevokeRequirement,
  ScheduleReview,
} from '#casework/treatment-requirement/treatment-requirement.requests';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

@Records('treatment-requirement', {
  opens: { 'assess suitability': AssessSuitability },
  acts: {
    'assess suitability': AssessSuitabilityAgain,
    'record willingness': RecordWillingness,
    'impose requirement': ImposeRequirement,
    'schedule review': ScheduleReview,
    'hold review': HoldReview,
    'record requirement test': RecordRequirementTest,
    'record non-compliance': RecordNonCompliance,
    'impose sanction': ImposeSanction,
    'amend requirement': AmendRequirement,
    'revoke requirement': RevokeRequirement,
    'complete requirement': CompleteRequirement,
  },
})
@ShowsEpisodes('treatment-requirement')
@Controller('treatment-requirement')
export class TreatmentRequirementController {
  constructor(
    readonly commands: CommandBus,
    readonly episodes: Episodes,
  ) {}
}
