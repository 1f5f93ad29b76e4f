import {
  Accept,
  Acknowledge,
  ConfirmDelivery,
  Decline,
  OfferAppointment,
  ProvideInformation,
  Reassign,
  RecordAppointment,
  RequestInformation,
  Withdraw,
} from '#casework/handover/handover.requests';
import { Records } from '#casework/records';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

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
  constructor(readonly commands: CommandBus) {}
}
