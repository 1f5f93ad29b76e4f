import type { Caller } from '#access/caller';
import { EpisodeAnswer, Episodes } from '#casework/episodes';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
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
import { Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

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
@Controller('prison-release')
export class PrisonReleaseController {
  constructor(
    readonly commands: CommandBus,
    private readonly episodes: Episodes,
  ) {}

  @Get(':id')
  @Reads(
    { operationId: 'read-prison-release', summary: 'As it stood, as far as it was known', tag: 'prison-release' },
    caseworkers,
  )
  @ApiOkResponse({ type: EpisodeAnswer })
  read(
    @Param('id', InstanceId) id: string,
    @Query() moments: Clocks,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    return this.episodes.shown({ moments, caller, stage: 'prison-release', id }, reply);
  }
}
