import { Wording } from '#casework/pages/wording';
import { namesOf } from '#messages/notices/recipients';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Somebody as a colleague would name them: with their service, where that is said. */
export type Called = (user: string, organisation?: string) => string;

/** Who is who. */
@Injectable()
export class Staff {
  constructor(
    private readonly dataSource: DataSource,
    private readonly wording: Wording,
  ) {}

  /** How these users are called. Who never signed in here, as another system does not, has no name. */
  async called(users: readonly string[]): Promise<Called> {
    const names = await namesOf(this.dataSource, [...new Set(users)]);
    return (user, organisation) => {
      const name = names.get(user);
      if (organisation === undefined) return name ?? user;
      const service = this.wording.organisation(organisation);
      if (name === undefined) return organisation === 'throughcare' ? service : `somebody at ${service}`;
      // Some issuers name the service with the person.
      return name.includes(service) ? name : `${name}, ${service}`;
    };
  }
}
