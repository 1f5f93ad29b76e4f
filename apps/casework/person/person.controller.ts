import type { Caller } from '#access/caller';
import { InstanceId } from '#casework/instance-id';
import { People } from '#casework/person/people';
import { PeopleSearch } from '#casework/person/people-search';
import { AfterWrite, caseworkers, Paged, PagedClocks, pageIn, Reads, Reply } from '#casework/reading';
import { SignedIn } from '#platform/access';
import {
  ChangeDetails,
  ChangeResidence,
  ErasePerson,
  GrantAccess,
  MergePeople,
  RegisterPerson,
  RestrictPerson,
  SearchPerson,
  UnmergePeople,
  UnrestrictPerson,
  WithdrawAccess,
} from '#casework/person/person.requests';
import { Timelines } from '#casework/person/timelines';
import { Records } from '#casework/records';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

const governance = ['information-governance'] as const;

@Records('person', {
  opens: { 'register person': RegisterPerson },
  acts: {
    'change details': ChangeDetails,
    'change residence': ChangeResidence,
    'restrict person': RestrictPerson,
    'unrestrict person': UnrestrictPerson,
    'grant access': GrantAccess,
    'withdraw access': WithdrawAccess,
    'merge people': MergePeople,
    'unmerge people': UnmergePeople,
    'erase person': ErasePerson,
  },
  final: ['erase person'],
})
@Controller('person')
export class PersonController {
  constructor(
    readonly commands: CommandBus,
    private readonly people: People,
    private readonly timelines: Timelines,
    private readonly found: PeopleSearch,
  ) {}

  /** In the body: an address with somebody's name in it would be kept by whatever it passes through. */
  @Post('search')
  @HttpCode(200)
  @Reads({ operationId: 'search-person', summary: 'People whom the caller sees', tag: 'person' }, caseworkers)
  search(@Body() typed: SearchPerson, @Query() _after: AfterWrite, @SignedIn() caller: Caller) {
    return this.found.search(caller, typed);
  }

  @Get('near-matches')
  @Reads({ operationId: 'near-matches', summary: 'Records that may be one person', tag: 'person' }, governance)
  async nearMatches(@Query() asked: Paged) {
    const { items: pairs, ...more } = pageIn(await this.people.nearMatches(), asked);
    return { pairs, ...more };
  }

  @Get(':id')
  @Reads({ operationId: 'read-person', summary: 'A person', tag: 'person' }, caseworkers)
  async read(
    @Param('id', InstanceId) id: string,
    @Query() _after: AfterWrite,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
  ) {
    const person = await this.people.read(caller, id);
    void reply.header('ETag', `"${person.revision}"`);
    return person;
  }

  @Get(':id/timeline')
  @Reads({ operationId: 'read-timeline', summary: 'Every step, by when it happened', tag: 'person' }, caseworkers)
  timeline(@Param('id', InstanceId) id: string, @Query() asked: PagedClocks, @SignedIn() caller: Caller) {
    return this.timelines.timeline(caller, id, asked, asked);
  }

  @Get(':id/looks')
  @Reads({ operationId: 'read-looks', summary: 'Who looked at this person', tag: 'person' }, governance)
  async looks(@Param('id', InstanceId) id: string, @Query() asked: Paged, @SignedIn() caller: Caller) {
    const { personId, looks: all } = await this.people.looks(caller, id);
    const { items: looks, ...more } = pageIn(all, asked);
    return { personId, looks, ...more };
  }
}
