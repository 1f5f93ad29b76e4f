import { AccountController } from '#casework/account/account.controller';
import { Accounts } from '#casework/account/accounts';
import { Staff } from '#casework/account/staff';
import { CaseController } from '#casework/case/case.controller';
import { CorrectionController } from '#casework/case/correction.controller';
import { Corrections } from '#casework/case/corrections';
import { Cases } from '#casework/case/cases';
import { CaseEpisodes } from '#casework/case/case-episodes';
import { Glances } from '#casework/case/glance';
import { LastLooks } from '#casework/case/last-looks';
import { Standing } from '#casework/case/standing';
import { StepWords } from '#casework/case/step-words';
import { TimelineItems } from '#casework/case/timeline-items';
import { DueController } from '#casework/due/due.controller';
import { Duties } from '#casework/due/duties';
import { Checking } from '#casework/forms/checking';
import { Contexts } from '#casework/forms/contexts';
import { Drafts } from '#casework/forms/drafts';
import { Forms } from '#casework/forms/forms';
import { FormsController } from '#casework/forms/forms.controller';
import { Sending } from '#casework/forms/sending';
import { Governance } from '#casework/governance/governance';
import { GovernanceController } from '#casework/governance/governance.controller';
import { HandoverActs } from '#casework/handover/handover-acts';
import { HandoverLists } from '#casework/handover/handover-lists';
import { HandoverPagesController } from '#casework/handover/handover-pages.controller';
import { HandoverViews } from '#casework/handover/handover-views';
import { HomeController } from '#casework/home/home.controller';
import { BesideLastTest } from '#casework/liaison-referral/last-test';
import { Homes } from '#casework/home/homes';
import { OtherHomes } from '#casework/home/other-homes';
import { BegunWork } from '#casework/home/begun-work';
import { RecentWork } from '#casework/home/recent-work';
import { LiveController } from '#casework/live/live.controller';
import { BehindFigures } from '#casework/figures/behind-figures';
import { PublishedFigures } from '#casework/figures/published-figures';
import { Figures } from '#casework/figures/figures';
import { FiguresController } from '#casework/figures/figures.controller';
import { Matching } from '#casework/message/matching';
import { MessagesController } from '#casework/message/messages.controller';
import { Operations } from '#casework/operations/operations';
import { OperationsController } from '#casework/operations/operations.controller';
import { AssetsController } from '#casework/pages/assets.controller';
import { Navigation } from '#casework/pages/navigation';
import { problemPage } from '#casework/pages/problem-page';
import { Renderer } from '#casework/pages/renderer';
import { Wording } from '#casework/pages/wording';
import { ReleasesController } from '#casework/prison-release/releases.controller';
import { SupervisedReleases } from '#casework/prison-release/supervised';
import { Releases } from '#casework/prison-release/releases';
import { SignInController } from '#casework/sign-in/sign-in.controller';
import { SignIns } from '#casework/sign-in/sign-ins';
import { FindController } from '#casework/person/find.controller';
import { ReviewPapers } from '#casework/treatment-requirement/review-papers';
import { PROBLEM_PAGE } from '#platform/problems.filter';
import type { Provider, Type } from '@nestjs/common';

/** The pages that people come in by, beside the API. */
export const pageControllers: readonly Type<object>[] = [
  AssetsController,
  SignInController,
  HomeController,
  AccountController,
  FormsController,
  ReleasesController,
  HandoverPagesController,
  DueController,
  LiveController,
  MessagesController,
  FiguresController,
  OperationsController,
  FindController,
  GovernanceController,
  CaseController,
  CorrectionController,
];

export const pageProviders: readonly Provider[] = [
  Cases,
  Standing,
  StepWords,
  Glances,
  CaseEpisodes,
  TimelineItems,
  LastLooks,
  Governance,
  Corrections,
  Wording,
  Navigation,
  Renderer,
  Accounts,
  Staff,
  SignIns,
  Drafts,
  Contexts,
  Forms,
  Sending,
  Checking,
  BesideLastTest,
  ReviewPapers,
  Releases,
  SupervisedReleases,
  BegunWork,
  RecentWork,
  Homes,
  OtherHomes,
  Matching,
  Figures,
  PublishedFigures,
  BehindFigures,
  Operations,
  Duties,
  HandoverLists,
  HandoverViews,
  HandoverActs,
  { provide: PROBLEM_PAGE, inject: [Renderer], useFactory: problemPage },
];
