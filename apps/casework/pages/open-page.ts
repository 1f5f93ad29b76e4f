import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What an open page sends along when it fetches itself anew. */
const HEADER = 'x-open-page';

/**
 * A page as somebody opened it, and whom it has shown them since. The page carries that itself, signed for this session and
 * this address, so that fetching it anew is no second look at the same people; nothing that is made up is believed.
 */
export class OpenPage {
  readonly #shown: Set<string>;

  constructor(
    private readonly secret: string,
    private readonly address: string,
    said: unknown,
  ) {
    this.#shown = new Set(this.#read(said));
  }

  hasShown(personId: string): boolean {
    return this.#shown.has(personId);
  }

  /** Their looks are recorded. */
  shows(personIds: readonly string[]): void {
    for (const id of personIds) this.#shown.add(id);
  }

  /** For the page to carry. */
  get carried(): string {
    const people = Buffer.from([...this.#shown].join('').replaceAll('-', ''), 'hex').toString('base64url');
    return `${people}.${this.#signature(people)}`;
  }

  #read(said: unknown): readonly string[] {
    if (typeof said !== 'string' || this.secret === '') return [];
    const [people = '', signature = ''] = said.split('.');
    const expected = Buffer.from(this.#signature(people));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return [];
    const hex = Buffer.from(people, 'base64url').toString('hex');
    return [...hex.matchAll(/(.{8})(.{4})(.{4})(.{4})(.{12})/g)].map(([, ...parts]) => parts.join('-'));
  }

  #signature(people: string): string {
    return createHmac('sha256', this.secret).update(`${this.address} ${people}`).digest('base64url');
  }
}

const open = new WeakMap<FastifyRequest, OpenPage>();

/** The page that a request is for. */
export function openPageOf(request: FastifyRequest): OpenPage {
  const { session, url, headers } = request;
  const page = open.get(request) ?? new OpenPage(session.formSecret ?? '', url, headers[HEADER]);
  open.set(request, page);
  return page;
}

/** The page that is asked for, as a parameter of a route. */
export const Opened = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  openPageOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
