/** A caller of the public HTTP API: signs in as the named users and reads its own writes. */
export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const JSON_BODY = { 'content-type': 'application/json' };

export class ApiClient {
  readonly #tokens = new Map<string, { token: string; until: number }>();
  /** The furthest position that an answer carried. */
  #position = 0n;

  constructor(
    readonly url: string,
    private readonly tokenUri: string,
  ) {}

  async post(user: string, path: string, body: unknown, key: string): Promise<Reply> {
    const reply = await this.#send(user, path, {
      method: 'POST',
      headers: { ...JSON_BODY, 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    const { position } = reply.body;
    if (typeof position === 'string' && BigInt(position) > this.#position) this.#position = BigInt(position);
    return reply;
  }

  /** Reads what was written so far by this client, and what the journey did next. */
  get(user: string, path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<Reply> {
    const search = new URLSearchParams({ minPosition: String(this.#position) });
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
    return this.#send(user, `${path}?${search.toString()}`, { method: 'GET' });
  }

  /** Finds people: what is asked travels in the body. */
  search(user: string, by: object): Promise<Reply> {
    return this.#send(user, `/person/search?minPosition=${this.#position}`, {
      method: 'POST',
      headers: JSON_BODY,
      body: JSON.stringify(by),
    });
  }

  /** What to send as `Authorization` in a request of one's own. */
  async authorization(user: string): Promise<string> {
    return `Bearer ${await this.#token(user)}`;
  }

  /** A whole list, page after page; the status is that of the last page. */
  async list<Item>(
    user: string,
    path: string,
    itemsOf: (body: Reply['body']) => Item[] | undefined,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<{ status: number; list: Item[] }> {
    const list: Item[] = [];
    for (let after: string | undefined; ;) {
      const { status, body } = await this.get(user, path, { ...query, after });
      list.push(...(itemsOf(body) ?? []));
      if (typeof body['next'] !== 'string') return { status, list };
      after = body['next'];
    }
  }

  async #send(user: string, path: string, init: RequestInit): Promise<Reply> {
    const authorization = await this.authorization(user);
    const response = await fetch(`${this.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  }

  async #token(user: string): Promise<string> {
    const held = this.#tokens.get(user);
    if (held && held.until > Date.now()) return held.token;
    const response = await fetch(this.tokenUri, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${user}:development`).toString('base64')}`,
      },
      body: 'grant_type=client_credentials',
    });
    if (!response.ok) throw new Error(`The issuer has no user ${user} (${response.status}).`);
    const { access_token: token, expires_in: seconds } = (await response.json()) as {
      access_token: string;
      expires_in: number;
    };
    this.#tokens.set(user, { token, until: Date.now() + (seconds - 60) * 1000 });
    return token;
  }
}
