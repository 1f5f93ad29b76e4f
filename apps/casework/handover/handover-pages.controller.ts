import type { Caller } from '#access/caller';
import { listAt, type Typed } from '#casework/forms/controls';
import { HandoverActs } from '#casework/handover/handover-acts';
import { HandoverLists } from '#casework/handover/handover-lists';
import { actAt } from '#casework/handover/acts';
import type { Box } from '#casework/handover/handover-words';
import { HandoverViews } from '#casework/handover/handover-views';
import { InstanceId } from '#casework/instance-id';
import { Opened, type OpenPage } from '#casework/pages/open-page';
import { Page } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { services, SignedIn, ToRead } from '#platform/access';
import { notFound } from '#platform/problem';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';

interface Listed {
  readonly show?: string;
  readonly after?: string;
  readonly did?: string;
}

const actNamed = (path: string) => {
  const act = actAt(path);
  if (!act) throw notFound();
  return act;
};

/** Handovers to and from a service: lists, one of them, and everything that its sender and its receiver do with it. */
@Pages()
@Controller('handovers')
export class HandoverPagesController {
  constructor(
    private readonly lists: HandoverLists,
    private readonly views: HandoverViews,
    private readonly acts: HandoverActs,
  ) {}

  @Get()
  @ToRead(...services)
  received(@Query() asked: Listed, @SignedIn() caller: Caller, @Opened() open: OpenPage) {
    return this.#list(caller, 'received', asked, open);
  }

  @Get('sent')
  @ToRead(...services)
  sent(@Query() asked: Listed, @SignedIn() caller: Caller, @Opened() open: OpenPage) {
    return this.#list(caller, 'sent', asked, open);
  }

  @Post('acknowledge')
  @ToRead(...services)
  async acknowledge(@Body() typed: Typed, @SignedIn() caller: Caller, @Opened() open: OpenPage) {
    const chosen = listAt(typed, 'handover').map((id) => new InstanceId().transform(id));
    if (chosen.length > 0) return this.acts.acknowledge(caller, chosen, typed);
    return this.lists.list(caller, { box: 'received' }, open, [
      { text: 'Choose the handovers to acknowledge', href: '#handovers' },
    ]);
  }

  @Get(':id')
  @ToRead(...services)
  async one(@Param('id', InstanceId) id: string, @Query() { did }: Listed, @SignedIn() caller: Caller) {
    const read = await this.views.read(caller, id);
    const shows = { ...(await this.views.shown(caller, read)), did: did === undefined ? undefined : actAt(did)?.did };
    return new Page('handover/handover', shows);
  }

  @Get(':id/:act')
  @ToRead(...services)
  ask(@Param('id', InstanceId) id: string, @Param('act') path: string, @SignedIn() caller: Caller) {
    return this.acts.ask(caller, id, actNamed(path));
  }

  @Post(':id/:act')
  @ToRead(...services)
  take(
    @Param('id', InstanceId) id: string,
    @Param('act') path: string,
    @Body() typed: Typed,
    @SignedIn() caller: Caller,
  ) {
    return this.acts.take(caller, id, actNamed(path), typed);
  }

  #list(caller: Caller, box: Box, { show, after, did }: Listed, open: OpenPage) {
    const asked = {
      ...{ box, show },
      after: after === undefined ? undefined : new InstanceId().transform(after),
      did: did === undefined ? undefined : actAt(did)?.did,
    };
    return this.lists.list(caller, asked, open);
  }
}
