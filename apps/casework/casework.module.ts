import { ArrestTestController } from '#casework/arrest-test/arrest-test.controller';
import { Episodes } from '#casework/episodes';
import { FactController } from '#casework/fact/fact.controller';
import { HandoverController } from '#casework/handover/handover.controller';
import { Handovers } from '#casework/handover/handovers';
import { WorklistController } from '#casework/handover/worklist.controller';
import { Worklists } from '#casework/handover/worklists';
import { LiaisonReferralController } from '#casework/liaison-referral/liaison-referral.controller';
import { People } from '#casework/person/people';
import { PeopleSearch } from '#casework/person/people-search';
import { InboxController } from '#casework/message/inbox.controller';
import { ReceivedMessages } from '#casework/message/received';
import { MASTER_KEY } from '#commands/handlers';
import { Inbox } from '#messages/inbound/inbox';
import { type Clock, CLOCK } from '#platform/clock';
import type { MasterKey } from '#privacy/keys';
import { Feed } from '#casework/message/feed';
import { MessageController } from '#casework/message/message.controller';
import { SubscriptionController } from '#casework/message/subscription.controller';
import { Subscriptions } from '#casework/message/subscriptions';
import { MetricController } from '#casework/metric/metric.controller';
import { Metrics } from '#casework/metric/metrics';
import { PersonController } from '#casework/person/person.controller';
import { Timelines } from '#casework/person/timelines';
import { PrisonReleaseController } from '#casework/prison-release/prison-release.controller';
import { Sight } from '#casework/sight';
import { SubjectAccessRequests } from '#casework/subject-access/subject-access';
import { SubjectAccessController } from '#casework/subject-access/subject-access.controller';
import { TreatmentController } from '#casework/treatment/treatment.controller';
import { TreatmentRequirementController } from '#casework/treatment-requirement/treatment-requirement.controller';
import { pageControllers, pageProviders } from '#casework/pages/all';
import { PageGuard } from '#casework/pages/page.guard';
import { AccessGuard } from '#platform/access.guard';
import { HealthController } from '#platform/health';
import { ProblemsFilter } from '#platform/problems.filter';
import { validation } from '#platform/validation';
import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

/** Where people come in: one controller a stage. What it is composed of comes from whoever starts it. */
@Module({
  imports: [CqrsModule.forRoot()],
  controllers: [
    PersonController,
    ArrestTestController,
    LiaisonReferralController,
    TreatmentRequirementController,
    PrisonReleaseController,
    TreatmentController,
    HandoverController,
    WorklistController,
    FactController,
    MetricController,
    MessageController,
    InboxController,
    SubscriptionController,
    SubjectAccessController,
    HealthController,
    ...pageControllers,
  ],
  providers: [
    Sight,
    Episodes,
    People,
    PeopleSearch,
    Timelines,
    Handovers,
    Worklists,
    Metrics,
    Feed,
    Subscriptions,
    ReceivedMessages,
    {
      provide: Inbox,
      useFactory: (dataSource: DataSource, master: MasterKey, clock: Clock) =>
        new Inbox(dataSource, master, () => clock.now()),
      inject: [DataSource, MASTER_KEY, CLOCK],
    },
    SubjectAccessRequests,
    ...pageProviders,
    { provide: APP_GUARD, useClass: PageGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemsFilter },
    { provide: APP_PIPE, useFactory: validation },
  ],
})
export class CaseworkModule {
  /**
   * Needs, among the providers or exported by the imports: `REFERENCE`, `SIGN_IN`, `TokenVerifier`, `HEALTH_CHECKS`, `ABOUT`,
   * `LOGGER`, a
   * handler for every step and every query, and what those handlers need.
   */
  static composedOf({ imports = [], providers = [] }: Pick<ModuleMetadata, 'imports' | 'providers'>): DynamicModule {
    return { module: CaseworkModule, imports, providers };
  }
}
