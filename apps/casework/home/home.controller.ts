import type { Caller } from '#access/caller';
import { Homes } from '#casework/home/homes';
import { OtherHomes } from '#casework/home/other-homes';
import { Opened, type OpenPage } from '#casework/pages/open-page';
import type { Page } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { everyKind, SignedIn, ToRead } from '#platform/access';
import { Controller, Get } from '@nestjs/common';

@Pages()
@Controller()
export class HomeController {
  constructor(
    private readonly homes: Homes,
    private readonly others: OtherHomes,
  ) {}

  @Get()
  @ToRead(...everyKind)
  home(@SignedIn() caller: Caller, @Opened() open: OpenPage): Page | Promise<Page> {
    switch (caller.kind) {
      case 'partnership-lead':
        return this.others.partnership(caller);
      case 'analyst':
        return this.others.analyst();
      case 'information-governance':
        return this.others.governance();
      default:
        return this.homes.show(caller, open);
    }
  }
}
