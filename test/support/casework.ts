import { casework } from '#casework/app';
import { CaseworkModule } from '#casework/casework.module';
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
import type { Reference } from '#pathway/reference';
import type { HealthCheck } from '#platform/health';
import { loggingModule, logTo } from '#platform/logging';
import { ABOUT, HEALTH_CHECKS, REFERENCE } from '#platform/provided';
import { TokenVerifier } from '#platform/tokens';
import type { Provider } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';

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

const reference: Reference = {
  organisations: [
    { code: 'custody-brunswick', kind: 'police-custody', name: 'Brunswick Dock custody suite', authorities: [] },
    { code: 'provider-riverside', kind: 'treatment-provider', name: 'Riverside Recovery', authorities: [] },
    { code: 'prison-brookvale', kind: 'prison', name: 'HMP Brookvale', authorities: [] },
    { code: 'analyst-national', kind: 'analyst', name: 'National analysts', authorities: [] },
    { code: 'governance-national', kind: 'information-governance', name: 'Information governance', authorities: [] },
  ],
  partnerships: [],
  authorities: [],
  triggerOffences: [],
  regimes: [],
  deadlines: [],
  orderLimits: [],
  requirementRules: [],
  reconnectRules: [],
  bankHolidays: new Set(),
};

export interface Desk {
  readonly app: NestFastifyApplication;
  readonly bus: Bus;
  /** Every line that was logged. */
  readonly lines: string[];
  /** A bearer token with these claims besides the usual ones. */
  token(claims?: Record<string, unknown>, lifetime?: string): Promise<string>;
  /** A POST as a user of the custody suite, unless told otherwise. */
  post(path: string, body: unknown, headers?: Record<string, string>): ReturnType<NestFastifyApplication['inject']>;
  get(path: string, headers?: Record<string, string>): ReturnType<NestFastifyApplication['inject']>;
}

interface Given {
  readonly checks?: readonly HealthCheck[];
  readonly providers?: readonly Provider[];
}

/** The casework application with a double at the command bus and an issuer of its own. */
export async function desk({ checks = [], providers = [] }: Given = {}): Promise<Desk> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
  const bus = new Bus();
  const lines: string[] = [];
  const logger = logTo('info', { write: (line) => void lines.push(line) });
  const module = CaseworkModule.composedOf({
    imports: [loggingModule(logger)],
    providers: [
      ...bus.handlers(),
      { provide: REFERENCE, useValue: reference },
      { provide: TokenVerifier, useValue: new TokenVerifier({ issuer: ISSUER, jwks }) },
      { provide: HEALTH_CHECKS, useValue: checks },
      {
        provide: ABOUT,
        useValue: { name: 'throughcare-casework', productId: 'unassigned', version: '2026-03-02.1', gitRef: 'abc' },
      },
      ...providers,
    ],
  });
  const app = await casework(module, logger);

  const token: Desk['token'] = (claims, lifetime = '5m') =>
    new SignJWT({
      user_name: 'a.okafor',
      organisation: 'custody-brunswick',
      authorities: ['ROLE_CUSTODY'],
      client_id: 'casework',
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(privateKey);
  const usual = `Bearer ${await token()}`;

  return {
    app,
    bus,
    lines,
    token,
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
