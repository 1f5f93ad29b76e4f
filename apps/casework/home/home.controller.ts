import type { Caller } from '#access/caller';
import { Drafts } from '#casework/forms/drafts';
import { journeyAt, journeysFor } from '#casework/forms/journeys';
import { Page } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { everyKind, SignedIn, ToRead } from '#platform/access';
import { Controller, Get } from '@nestjs/common';

@Pages()
@Controller()
export class HomeController {
  constructor(private readonly drafts: Drafts) {}

  @Get()
  @ToRead(...everyKind)
  async home(@SignedIn() caller: Caller) {
    const unfinished = await this.drafts.unfinished(caller);
    return new Page('home/home', {
      title: 'Home',
      journeys: journeysFor(caller, 'person'),
      unfinished: unfinished.flatMap((draft) => {
        const journey = journeyAt(draft.journey);
        return journey ? [{ ...draft, title: journey.title }] : [];
      }),
    });
  }
}
