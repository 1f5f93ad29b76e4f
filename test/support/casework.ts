import { LOOKS } from '#access/looks';
import { casework } from '#casework/app';
import { CaseworkModule } from '#casework/casework.module';
import { SIGN_IN } from '#casework/sign-in/sign-ins';
import { MASTER_KEY } from '#commands/handlers';
import { Log } from '#commands/log';
import { Recording } from '#commands/recording';
import {
  type Answer,
  ArrestTestStep,
  HandoverStep,
  LiaisonReferralStep,
  PersonStep,
  PrisonReleaseStep,
  TreatmentRequirementStep,
  TreatmentStep,
} from '#commands/step';
import { WEBHOOKS, webhooks } from '#messages/webhook';
import { masterKey } from '#privacy/keys';
import { organisation } from '#pathway/reference';
import { reference } from '#test/support/reference';
import { rolesOf } from '#access/roles';
import { CLOCK, systemClock } from '#platform/clock';
import type { HealthCheck } from '#platform/health';
import { LOGGER, logTo } from '#platform/logging';
import { ABOUT, HEALTH_CHECKS, REFERENCE } from '#platform/provided';
import { TokenVerifier } from '#platform/tokens';
import { WATERMARKS } from '#platform/watermarks';
import type { ModuleMetadata, Provider } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Changes } from '#read-models/changes';
import { DataSource } from 'typeorm';

export const ISSUER = 'https://sign-in.example/auth';

const steps = [
  PersonStep,
  ArrestTestStep,
  LiaisonReferralStep,
  TreatmentRequirementStep,
  PrisonReleaseStep,
  TreatmentStep,
  HandoverStep,
];
type AnyStep = InstanceType<(typeof steps)[number]>;

/** What stands behind the command bus here: it keeps what was dispatched, and answers or refuses as told. */
export class Bus {
  readonly dispatched: AnyStep[] = [];
  answers: (step: AnyStep) => Answer = ({ instance }) => ({
    stage: 'arrest-test',
    id: instance ?? OPENED,
    revision: 3n,
    position: 41n,
    events: [{ id: EVENT, type: 'SampleTaken' }],
  });

  last(): AnyStep {
    const step = this.dispatched.at(-1);
    if (!step) throw new Error('Nothing was dispatched.');
    return step;
  }

  handlers(): Provider[] {
    return steps.map((Step) => {
      const execute = (step: AnyStep) => {
        this.dispatched.push(step);
        return Promise.resolve(this.answers(step));
      };
      class Handler {
        readonly execute = execute;
      }
      CommandHandler(Step)(Handler);
      return Handler;
    });
  }
}

export const OPENED = '0a5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c11';
export const EVENT = '1b5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c12';
export const PERSON = '2c5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c13';

export interface Desk {
  readonly app: NestFastifyApplication;
  readonly bus: Bus;
  /** Every line that was logged. */
  readonly lines: string[];
  /** A bearer token with these claims besides the usual ones. */
  token(claims?: Record<string, unknown>, lifetime?: string): Promise<string>;
  /** The header of a practitioner of this organisation. */
  as(organisation: string): Promise<{ authorization: string }>;
  /** A POST as a user of the custody suite, unless told otherwise. */
  post(path: string, body: unknown, headers?: Record<string, string>): ReturnType<NestFastifyApplication['inject']>;
  get(path: string, headers?: Record<string, string>): ReturnType<NestFastifyApplication['inject']>;
}

/** What reads stand on: this desk only records. */
const unread = [DataSource, Log, LOOKS, Recording, WATERMARKS, Changes];

interface Given {
  readonly checks?: readonly HealthCheck[];
  readonly providers?: readonly Provider[];
  readonly imports?: ModuleMetadata['imports'];
}

/** The casework application with a double at the command bus and an issuer of its own. */
export async function desk({ checks = [], providers = [], imports = [] }: Given = {}): Promise<Desk> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
  const bus = new Bus();
  const lines: string[] = [];
  const logger = logTo('info', { write: (line) => void lines.push(line) });
  const module = CaseworkModule.composedOf({
    imports,
    providers: [
      ...bus.handlers(),
      { provide: REFERENCE, useValue: reference },
      { provide: TokenVerifier, useValue: new TokenVerifier({ issuer: ISSUER, jwks }) },
      { provide: HEALTH_CHECKS, useValue: checks },
      { provide: LOGGER, useValue: logger },
      {
        provide: ABOUT,
        useValue: { name: 'throughcare-casework', productId: 'unassigned', version: '2026-03-02.1', gitRef: 'abc' },
      },
      { provide: CLOCK, useValue: systemClock },
      { provide: MASTER_KEY, useValue: masterKey(Buffer.alloc(32, 1)) },
      { provide: SIGN_IN, useValue: { issuer: ISSUER, clientId: 'casework', clientSecret: 'secret' } },
      { provide: WEBHOOKS, useValue: webhooks(masterKey(Buffer.alloc(32, 1)), true) },
      ...unread.map((provide) => ({ provide, useValue: {} })),
      ...providers,
    ],
  });
  const app = await casework(module);

  const token: Desk['token'] = (claims, lifetime = '5m') =>
    new SignJWT({
      user_name: 'a.okafor',
      organisation: 'custody-brunswick',
      authorities: rolesOf('police-custody', 'practitioner'),
      client_id: 'casework',
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(privateKey);
  const as: Desk['as'] = async (code) => {
    const kind = organisation(reference, code)?.kind;
    const authorities = kind ? rolesOf(kind, 'practitioner') : [];
    return { authorization: `Bearer ${await token({ organisation: code, authorities })}` };
  };
  const { authorization: usual } = await as('custody-brunswick');

  return {
    app,
    bus,
    lines,
    token,
    as,
    post: (url, payload, headers) =>
      app.inject({
        method: 'POST',
        url,
        headers: {
          authorization: usual,
          'idempotency-key': 'key-0001',
          'content-type': 'application/json',
          ...headers,
        },
        payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      }),
    get: (url, headers) => app.inject({ method: 'GET', url, headers: { authorization: usual, ...headers } }),
  };
}
