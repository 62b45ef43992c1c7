import { z } from 'zod';
import { Json as AnyJson } from '../contracts/api/common.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { HttpMetrics } from './metrics.ts';
import type { Json } from './named-schemas.ts';
import { openApiDocument } from './openapi.ts';
import { accountHistoryRoutes } from './resources/usage/account-history.ts';
import { agreementTypeRoutes } from './resources/lifecycle/agreement-types.ts';
import { billingRuleFileRoutes } from './resources/billing-rules/billing-rule-files.ts';
import { seatStatusRoutes } from './resources/billing-rules/seat-statuses.ts';
import { billingRuleRoutes } from './resources/billing-rules/billing-rules.ts';
import { breakGlassRoutes } from './resources/people/break-glass.ts';
import { apiKeyRoutes } from './resources/people/api-keys.ts';
import { writeBackSwitchRoutes } from './resources/write-back/write-back-switch.ts';
import { commandRoutes } from './resources/lifecycle/commands.ts';
import { credentialRoutes } from './resources/lifecycle/credentials.ts';
import { customerDocumentRoutes } from './resources/usage/customer-documents.ts';
import { customerRoutes } from './resources/usage/customers.ts';
import { decisionRoutes } from './resources/decisions/decisions.ts';
import { invoicesComparedRoutes } from './resources/reports/invoices-compared.ts';
import { lineageRoutes } from './resources/people/lineage.ts';
import { eventRoutes } from './resources/operations/events.ts';
import { identityProviderRoutes } from './resources/people/identity-providers.ts';
import { incidentRoutes } from './resources/operations/incident.ts';
import { integrationStatusRoutes } from './resources/lifecycle/integration-status.ts';
import { integrationRoutes } from './resources/lifecycle/integrations.ts';
import { lineChangeRoutes } from './resources/decisions/line-changes.ts';
import { lineNoteRoutes } from './resources/usage/line-notes.ts';
import { mappingDecisionRoutes } from './resources/mapping/mapping-decisions.ts';
import { marginRoutes } from './resources/usage/margins.ts';
import { memberRoutes } from './resources/people/members.ts';
import { monthRoutes } from './resources/reports/month.ts';
import { noticeAndAuditRoutes } from './resources/notices/notices-and-audit.ts';
import { privacyRoutes } from './resources/lifecycle/privacy.ts';
import { instanceRoutes } from './resources/lifecycle/instance.ts';
import { canceledDayRoutes } from './resources/lifecycle/canceled-day.ts';
import { writeMethodRoutes } from './resources/write-back/write-methods.ts';
import { psaListRoutes } from './resources/mapping/psa-lists.ts';
import { monthArchiveRoutes } from './resources/reports/month-archive.ts';
import { monthFigureRoutes } from './resources/reports/month-figures.ts';
import { monthDocumentRoutes } from './resources/reports/month-document.ts';
import { controlListRoutes } from './resources/reports/control-list.ts';
import { monthMarginRoutes } from './resources/reports/month-margins.ts';
import { reviewMonthRoutes } from './resources/reports/review-months.ts';
import { scheduleRoutes } from './resources/lifecycle/schedule.ts';
import { sandboxCredentialRoutes } from './resources/lifecycle/sandbox-credentials.ts';
import { savedViewRoutes } from './resources/usage/saved-views.ts';
import { organizationRoutes } from './resources/people/organizations.ts';
import { searchRoutes } from './resources/usage/search.ts';
import { ownSignInRoutes } from './resources/people/own-sign-in.ts';
import { ownTotpRoutes } from './resources/people/own-totp.ts';
import { secondFactorRoutes } from './resources/people/second-factor-sign-in.ts';
import { sessionRoutes } from './resources/people/session.ts';
import { sessionListRoutes } from './resources/people/sessions.ts';
import { setUpReviewRoutes } from './resources/mapping/set-up-review.ts';
import { settingsRoutes } from './resources/operations/settings.ts';
import { signInPolicyRoutes } from './resources/people/sign-in-policy.ts';
import { stepUpRoutes } from './resources/people/step-up.ts';
import { singleSignOnRoutes } from './resources/people/single-sign-on.ts';
import { suggestionRoutes } from './resources/mapping/suggestions.ts';
import { syncCommandRoutes } from './resources/runs/sync-commands.ts';
import { syncReadRoutes } from './resources/runs/syncs.ts';
import { unusedSeatRoutes } from './resources/usage/unused-seats.ts';
import { usageLineRoutes } from './resources/usage/usage-lines.ts';
import { vendorAccountRoutes } from './resources/mapping/vendor-accounts.ts';
import { personalDataRoutes } from './resources/people/personal-data.ts';
import { auditFindingRoutes } from './resources/notices/audit-findings.ts';
import { auditStreamRoutes } from './resources/notices/audit-streams.ts';
import { webhookRoutes } from './resources/notices/webhooks.ts';
import { writeBackCommandRoutes } from './resources/write-back/write-back-commands.ts';
import { writeBackRoutes } from './resources/write-back/write-backs.ts';
import { ok, type Route, route } from './route.ts';
import { createAuthenticator } from './sign-in/authenticator.ts';

/** Every route of the API: what is registered, documented and tested is this list. */
export function routesOf(
  deps: ApiDependencies,
  cookieName: () => Promise<string>,
  countSignIn: HttpMetrics['countSignIn'] = () => undefined,
): readonly Route[] {
  const parts = { authenticator: createAuthenticator(deps), cookieName, countSignIn };
  const routes: Route[] = [
    ...sessionRoutes(parts),
    ...secondFactorRoutes(parts),
    ...stepUpRoutes(parts.authenticator),
    ...singleSignOnRoutes(parts),
    ...sessionListRoutes,
    ...organizationRoutes(deps, cookieName),
    ...ownSignInRoutes,
    ...ownTotpRoutes,
    ...signInPolicyRoutes,
    ...integrationRoutes,
    ...credentialRoutes(deps.kinds),
    ...sandboxCredentialRoutes,
    ...commandRoutes,
    ...integrationStatusRoutes,
    ...scheduleRoutes,
    ...vendorAccountRoutes,
    ...accountHistoryRoutes,
    ...psaListRoutes,
    ...suggestionRoutes,
    ...mappingDecisionRoutes,
    ...setUpReviewRoutes,
    ...syncCommandRoutes,
    ...syncReadRoutes,
    ...usageLineRoutes,
    ...marginRoutes,
    ...monthRoutes,
    ...decisionRoutes,
    ...lineChangeRoutes,
    ...lineNoteRoutes,
    ...writeBackSwitchRoutes,
    ...agreementTypeRoutes,
    ...billingRuleFileRoutes,
    ...seatStatusRoutes,
    ...billingRuleRoutes,
    ...instanceRoutes,
    ...canceledDayRoutes,
    ...writeMethodRoutes,
    ...writeBackRoutes,
    ...writeBackCommandRoutes,
    ...monthArchiveRoutes,
    ...controlListRoutes,
    ...monthMarginRoutes,
    ...monthDocumentRoutes,
    ...reviewMonthRoutes,
    ...monthFigureRoutes,
    ...invoicesComparedRoutes,
    ...savedViewRoutes,
    ...searchRoutes,
    ...customerDocumentRoutes,
    ...customerRoutes,
    ...unusedSeatRoutes,
    ...memberRoutes,
    ...identityProviderRoutes,
    ...breakGlassRoutes,
    ...apiKeyRoutes,
    ...lineageRoutes,
    ...incidentRoutes,
    ...webhookRoutes,
    ...auditFindingRoutes,
    ...auditStreamRoutes,
    ...personalDataRoutes,
    ...settingsRoutes,
    ...privacyRoutes,
    ...noticeAndAuditRoutes,
    ...eventRoutes,
  ];
  let made: Json | null = null;
  routes.push(
    route({
      method: 'get',
      path: '/openapi.json',
      tag: 'Service',
      summary: 'This document',
      needs: 'read',
      answers: {
        200: z.object({
          openapi: z.string(),
          ...Object.fromEntries(
            ['info', 'servers', 'paths', 'webhooks', 'components'].map((part) => [part, AnyJson]),
          ),
        }),
      },
      handle: async () => ok((made ??= openApiDocument(routes, await cookieName()))),
    }),
  );
  return routes;
}
