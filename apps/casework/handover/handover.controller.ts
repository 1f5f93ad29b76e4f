import type { Caller } from '#access/caller';
import { Handovers } from '#casework/handover/handovers';
import { InstanceId } from '#casework/instance-id';
import { caseworkers, Clocks, Reads, Reply } from '#casework/reading';
import type { StageName } from '#pathway/stages';
import { SignedIn } from '#platform/access';
import {
  Accept,
  Acknowledge,
  ConfirmDelivery,
  Decline,
  ListHandovers,
  OfferAppointment,
  ProvideInformation,
  Reassign,
  RecordAppointment,
  RequestInformation,
  Withdraw,
} from '#casework/handover/handover.requests';
import { Records } from '#casework/records';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

@Records('handover', {
  opens: {},
  acts: {
    'confirm delivery': ConfirmDelivery,
    acknowledge: Acknowledge,
    'request information': RequestInformation,
    'provide information': ProvideInformation,
    accept: Accept,
    decline: Decline,
    'offer appointment': OfferAppointment,
    'record appointment': RecordAppointment,
    withdraw: Withdraw,
    reassign: Reassign,
  },
})
@Controller('handover')
export class HandoverController {
  constructor(
    readonly commands: CommandBus,
    private readonly handovers: Handovers,
  ) {}

  @Get()
  @Reads(
    { operationId: 'list-handovers', summary: 'The handovers that an episode opened', tag: 'handover' },
    caseworkers,
  )
  list(@Query() { of, to }: ListHandovers, @SignedIn() caller: Caller) {
    const [stage, instance] = of.split(':') as [StageName, string];
    return this.handovers.openedBy(caller, { stage, instance }, to);
  }

  @Get(':id')
  @Reads(
    { operationId: 'read-handover', summary: 'A handover; opening it confirms delivery', tag: 'handover' },
    caseworkers,
  )
  async read(
    @Param('id', InstanceId) id: string,
    @Query() moments: Clocks,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    const handover = await this.handovers.open({ caller, id, moments });
    void reply.header('ETag', `"${handover.revision}"`);
    return handover;
  }
}
