import type { Caller } from '#access/caller';
import { EpisodeAnswer, Episodes } from '#casework/episodes';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
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
import { Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

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
@Controller('treatment-requirement')
export class TreatmentRequirementController {
  constructor(
    readonly commands: CommandBus,
    private readonly episodes: Episodes,
  ) {}

  @Get(':id')
  @Reads(
    {
      operationId: 'read-treatment-requirement',
      summary: 'As it stood, as far as it was known',
      tag: 'treatment-requirement',
    },
    caseworkers,
  )
  @ApiOkResponse({ type: EpisodeAnswer })
  read(
    @Param('id', InstanceId) id: string,
    @Query() moments: Clocks,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    return this.episodes.shown({ moments, caller, stage: 'treatment-requirement', id }, reply);
  }
}
