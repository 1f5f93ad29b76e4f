import type { Caller } from '#access/caller';
import { EpisodeAnswer, Episodes } from '#casework/episodes';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
import {
  Assess,
  CloseReferral,
  RecordConsent,
  ReferOnward,
  ReferToLiaison,
  Screen,
} from '#casework/liaison-referral/liaison-referral.requests';
import { Records } from '#casework/records';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

@Records('liaison-referral', {
  opens: { 'refer to liaison': ReferToLiaison },
  acts: {
    screen: Screen,
    'record consent': RecordConsent,
    assess: Assess,
    'refer onward': ReferOnward,
    'close referral': CloseReferral,
  },
})
@Controller('liaison-referral')
export class LiaisonReferralController {
  constructor(
    readonly commands: CommandBus,
    private readonly episodes: Episodes,
  ) {}

  @Get(':id')
  @Reads(
    { operationId: 'read-liaison-referral', summary: 'As it stood, as far as it was known', tag: 'liaison-referral' },
    caseworkers,
  )
  @ApiOkResponse({ type: EpisodeAnswer })
  read(
    @Param('id', InstanceId) id: string,
    @Query() moments: Clocks,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    return this.episodes.shown({ moments, caller, stage: 'liaison-referral', id }, reply);
  }
}
