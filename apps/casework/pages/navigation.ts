import type { Caller } from '#access/caller';
import { LEAD, OPERATOR } from '#access/roles';
import { caseworkers } from '#casework/reading';
import { senders } from '#messages/inbound/contracts';
import { Wording } from '#casework/pages/wording';
import { callerIfAny, claimsIfAny, services } from '#platform/access';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

interface Item {
  readonly href: string;
  readonly text: string;
  readonly for: (caller: Caller) => boolean;
}

const within = (kinds: readonly string[]) => (caller: Caller) => kinds.includes(caller.kind);

const counting = within(['analyst', 'partnership-lead']);

const items: readonly Item[] = [
  { href: '/', text: 'Home', for: () => true },
  { href: '/handovers', text: 'Handovers', for: within(services) },
  { href: '/due', text: 'Due', for: within(services) },
  { href: '/releases', text: 'Releases', for: within(['prison', 'probation']) },
  { href: '/people', text: 'Find a person', for: within(caseworkers) },
  { href: '/figures', text: 'Figures', for: (caller) => counting(caller) || caller.roles.includes(LEAD) },
  { href: '/messages', text: 'Messages', for: within([...senders, 'information-governance']) },
];

/** What stands around every page: who is signed in, and where they can go. */
@Injectable()
export class Navigation {
  constructor(private readonly wording: Wording) {}

  of(request: FastifyRequest): object {
    const caller = callerIfAny(request);
    if (!caller) return this.#operator(request);
    const here = request.url.split('?')[0] ?? '';
    const current = (href: string) => (href === '/' ? here === '/' : here.startsWith(href));
    return {
      signedIn: {
        user: request.session.name ?? caller.user,
        organisation: this.wording.organisation(caller.organisation),
      },
      navigation: items
        .filter((item) => item.for(caller))
        .map(({ href, text }) => ({ href, text, current: current(href) })),
    };
  }

  /** Whoever runs the system belongs to no organisation. */
  #operator(request: FastifyRequest): object {
    const claims = claimsIfAny(request);
    if (!claims?.roles.includes(OPERATOR)) return {};
    const user = request.session.name ?? claims.user;
    return {
      signedIn: { user, organisation: 'Throughcare', hasNoAccount: true },
      navigation: [{ href: '/', text: 'What was given up', current: true }],
    };
  }
}
