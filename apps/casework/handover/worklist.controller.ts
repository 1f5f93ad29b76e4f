import type { Caller } from '#access/caller';
import { Worklists } from '#casework/handover/worklists';
import { Paged, Reads } from '#casework/reading';
import { services, SignedIn } from '#platform/access';
import { Controller, Get, Query } from '@nestjs/common';

@Controller('worklist')
export class WorklistController {
  constructor(private readonly worklists: Worklists) {}

  @Get()
  @Reads({ operationId: 'read-worklist', summary: 'What the organisation has to see to', tag: 'handover' }, services)
  read(@Query() page: Paged, @SignedIn() caller: Caller) {
    return this.worklists.worklist(caller, page);
  }
}
