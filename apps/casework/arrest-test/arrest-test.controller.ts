import type { Caller } from '#access/caller';
import { EpisodeAnswer, Episodes } from '#casework/episodes';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
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
import { Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

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
@Controller('arrest-test')
export class ArrestTestController {
  constructor(
    readonly commands: CommandBus,
    private readonly episodes: Episodes,
  ) {}

  @Get(':id')
  @Reads(
    { operationId: 'read-arrest-test', summary: 'As it stood, as far as it was known', tag: 'arrest-test' },
    caseworkers,
  )
  @ApiOkResponse({ type: EpisodeAnswer })
  read(
    @Param('id', InstanceId) id: string,
    @Query() moments: Clocks,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    return this.episodes.shown({ moments, caller, stage: 'arrest-test', id }, reply);
  }
}
