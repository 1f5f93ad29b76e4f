import { LEAD } from '#access/roles';
import type { Caller } from '#access/caller';
import { prefer, type Preferences, preferencesOf, recognise, type Recipient } from '#messages/notices/recipients';
import { type SendsBy, sendsBy } from '#messages/notices/posting';
import { organisation, type OrganisationKind, type Reference } from '#pathway/reference';
import { REFERENCE } from '#platform/provided';
import type { Claims } from '#platform/tokens';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Whether somebody is told that something of their organisation is late, whatever they choose. */
export const answersFor = (kind: OrganisationKind | 'policy', roles: readonly string[]): boolean =>
  roles.includes(LEAD) || kind === 'partnership-lead';

const recipient = ({ user, organisation: code, kind, roles }: Caller): Recipient => ({
  ...{ user, organisation: code },
  answers: answersFor(kind, roles),
});

/** How those who sign in are reached, and what they want to be told. */
@Injectable()
export class Accounts {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  /** Somebody has signed in. Whose organisation is not in the directory is let in nowhere, and told nothing. */
  async recognise(
    { user, organisation: code = '', roles }: Claims,
    said: { readonly name: string | undefined; readonly email: string | undefined },
  ): Promise<void> {
    const known = organisation(this.reference, code);
    if (!known) return;
    await recognise(this.dataSource, recipient({ user, organisation: code, kind: known.kind, roles }), said);
  }

  sendsBy(): Promise<SendsBy> {
    return sendsBy(this.dataSource);
  }

  preferences(caller: Caller): Promise<Preferences> {
    return preferencesOf(this.dataSource, recipient(caller));
  }

  prefer(caller: Caller, preferences: Pick<Preferences, 'email' | 'choices'>): Promise<void> {
    return prefer(this.dataSource, recipient(caller), preferences);
  }
}
