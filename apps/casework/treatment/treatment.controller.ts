import type { Caller } from '#access/caller';
import { EpisodeAnswer, Episodes } from '#casework/episodes';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
import { Records } from '#casework/records';
import {
  EndTreatment,
  RecordContact,
  RecordFirstContact,
  ReviewProgress,
  StartTreatment,
} from '#casework/treatment/treatment.requests';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

@Records('treatment', {
  opens: { 'start treatment': StartTreatment, 'record contact': RecordFirstContact },
  paths: { 'record contact': 'contact' },
  acts: { 'record contact': RecordContact, 'review progress': ReviewProgress, 'end treatment': EndTreatment },
})
@Controller('treatment')
export class TreatmentController {
  constructor(
    readonly commands: CommandBus,
    private readonly episodes: Episodes,
  ) {}

  @Get(':id')
  @Reads(
    { operationId: 'read-treatment', summary: 'As it stood, as far as it was known', tag: 'treatment' },
    caseworkers,
  )
  @ApiOkResponse({ type: EpisodeAnswer })
  read(
    @Param('id', InstanceId) id: string,
    @Query() moments: Clocks,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    return this.episodes.shown({ moments, caller, stage: 'treatment', id }, reply);
  }
}
