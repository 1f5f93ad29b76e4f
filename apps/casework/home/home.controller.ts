import type { Caller } from '#access/caller';
import { Figures } from '#casework/figures/figures';
import { Homes } from '#casework/home/homes';
import { OtherHomes } from '#casework/home/other-homes';
import { Operations } from '#casework/operations/operations';
import { Opened, type OpenPage } from '#casework/pages/open-page';
import type { Page } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { callerIfAny, everyKind, ToReadOrOperate } from '#platform/access';
import { Controller, Get, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

@Pages()
@Controller()
export class HomeController {
  constructor(
    private readonly homes: Homes,
    private readonly others: OtherHomes,
    private readonly operations: Operations,
    private readonly figures: Figures,
  ) {}

  @Get()
  @ToReadOrOperate(...everyKind)
  home(@Req() request: FastifyRequest, @Opened() open: OpenPage): Page | Promise<Page> {
    const caller = callerIfAny(request);
    return caller ? this.#homeOf(caller, open) : this.operations.show();
  }

  #homeOf(caller: Caller, open: OpenPage): Page | Promise<Page> {
    switch (caller.kind) {
      case 'partnership-lead':
        return this.others.partnership(caller);
      case 'analyst':
        return this.figures.list();
      case 'information-governance':
        return this.others.governance();
      default:
        return this.homes.show(caller, open);
    }
  }
}
