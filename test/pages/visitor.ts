/** Somebody with a browser of their own making: keeps cookies for each site, follows nothing by itself. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(readonly url: string) {}

  /** The cookies of a site as the browser sends them: ours unless another is named. */
  cookies(site = this.url): string {
    return [...(this.#cookies.get(new URL(site).origin) ?? [])].map((pair) => pair.join('=')).join('; ');
  }

  plant(name: string, value: string): void {
    this.#jar(this.url).set(name, value);
  }

  async ask(path: string, asking: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.url);
    const headers = { accept: 'text/html', cookie: this.cookies(url.href), ...(asking.headers as object) };
    const response = await fetch(url, { redirect: 'manual', ...asking, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#jar(url.href).set(name, value);
    }
    return response;
  }

  post(path: string, fields: Readonly<Record<string, string>> | string, headers: object = {}): Promise<Response> {
    const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
    return this.ask(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } as Record<string, string>,
    });
  }

  async html(path: string): Promise<string> {
    return (await this.ask(path)).text();
  }

  /** What the forms of a page carry to prove that it sent them. */
  async token(path = '/'): Promise<string> {
    return /name="_csrf" value="([^"]+)"/.exec(await this.html(path))?.[1] ?? '';
  }

  /** Signs in as a user of the development issuer; answers with the last way that was pointed. */
  async signIn(user: string, to = '/'): Promise<string> {
    let at = `/sign-in?to=${encodeURIComponent(to)}`;
    for (let steps = 0; steps < 10; steps += 1) {
      const response = await this.ask(at);
      const next = response.headers.get('location');
      if (next === null) at = await this.#choose(new URL(at, this.url).href, user);
      else if (at.includes('/sign-in/callback')) return next;
      else at = new URL(next, new URL(at, this.url)).href;
    }
    throw new Error(`Signing in as ${user} never came to an end.`);
  }

  async #choose(at: string, user: string): Promise<string> {
    const chosen = await this.post(at, { user });
    return new URL(chosen.headers.get('location') ?? '/', at).href;
  }

  #jar(site: string): Map<string, string> {
    const { origin } = new URL(site);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    return jar;
  }
}
