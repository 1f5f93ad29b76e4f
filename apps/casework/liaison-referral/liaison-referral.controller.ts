import { Episodes } from '#casework/episodes';
import { ShowsEpisodes } from '#casework/shows-episodes';
import {
  Assess,
  CloseReferral,
  RecordConsent,
  ReferOnward,
  ReferToLiaison,
  Screen,
} from '#casework/liaison-referral/liaison-referral.requests';
import { Records } from '#casework/records';
import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

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
@ShowsEpisodes('liaison-referral')
@Controller('liaison-referral')
export class LiaisonReferralController {
  constructor(
    readonly commands: CommandBus,
    readonly episodes: Episodes,
  ) {}
}
