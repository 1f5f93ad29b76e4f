import { PACKAGES, TEMPLATES } from '#casework/pages/templates';
import { assetVersion } from '#casework/pages/assets';
import { formToken } from '#casework/pages/forgery';
import { Navigation } from '#casework/pages/navigation';
import { openPageOf } from '#casework/pages/open-page';
import type { Page } from '#casework/pages/page';
import { Wording } from '#casework/pages/wording';
import { SIGN_IN, type SignInOptions } from '#casework/sign-in/sign-ins';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { Environment, FileSystemLoader } from 'nunjucks';

/** Nothing from elsewhere, no script and no style that this answer does not name, no form that goes anywhere else. */
const policy = (nonce: string, issuer: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    // Signing out is a form too, and goes on to the issuer.
    `form-action 'self' ${issuer}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Templates filled in, with what every page shows around its own content. */
@Injectable()
export class Renderer {
  readonly #templates: Environment;
  readonly #issuer: string;

  constructor(
    wording: Wording,
    private readonly navigation: Navigation,
    @Inject(SIGN_IN) { issuer }: SignInOptions,
  ) {
    this.#issuer = new URL(issuer).origin;
    this.#templates = new Environment(new FileSystemLoader([TEMPLATES, ...PACKAGES]), {
      autoescape: true,
      trimBlocks: true,
      lstripBlocks: true,
    });
    for (const [name, filter] of Object.entries(wording.filters)) this.#templates.addFilter(name, filter);
    this.#templates.addGlobal('asset', (name: string) => `/assets/${assetVersion}/${name}`);
  }

  send({ template, shows, status }: Page, request: FastifyRequest, reply: FastifyReply): string {
    const nonce = randomBytes(16).toString('base64');
    void reply
      .status(status)
      .type('text/html; charset=utf-8')
      .header('Content-Security-Policy', policy(nonce, this.#issuer));
    return this.#templates.render(`${template}.njk`, {
      ...this.navigation.of(request),
      ...shows,
      cspNonce: nonce,
      csrf: formToken(request),
      openPage: openPageOf(request).carried,
      path: request.url,
    });
  }
}
