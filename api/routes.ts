import { z } from 'zod';
import { Json as AnyJson } from '../contracts/api/common.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { HttpMetrics } from './metrics.ts';
import type { Json } from './named-schemas.ts';
import { openApiDocument } from './openapi.ts';
import { accountHistoryRoutes } from './resources/account-history.ts';
import { agreementTypeRoutes } from './resources/agreement-types.ts';
import { billingRuleFileRoutes } from './resources/billing-rule-files.ts';
import { seatStatusRoutes } from './resources/seat-statuses.ts';
import { billingRuleRoutes } from './resources/billing-rules.ts';
import { breakGlassRoutes } from './resources/break-glass.ts';
import { apiKeyRoutes } from './resources/api-keys.ts';
import { writeBackSwitchRoutes } from './resources/write-back-switch.ts';
import { commandRoutes } from './resources/commands.ts';
import { credentialRoutes } from './resources/credentials.ts';
import { customerDocumentRoutes } from './resources/customer-documents.ts';
import { customerRoutes } from './resources/customers.ts';
import { decisionRoutes } from './resources/decisions.ts';
import { invoicesComparedRoutes } from './resources/invoices-compared.ts';
import { lineageRoutes } from './resources/lineage.ts';
import { eventRoutes } from './resources/events.ts';
import { identityProviderRoutes } from './resources/identity-providers.ts';
import { incidentRoutes } from './resources/incident.ts';
import { integrationStatusRoutes } from './resources/integration-status.ts';
import { integrationRoutes } from './resources/integrations.ts';
import { lineChangeRoutes } from './resources/line-changes.ts';
import { lineNoteRoutes } from './resources/line-notes.ts';
import { mappingDecisionRoutes } from './resources/mapping-decisions.ts';
import { marginRoutes } from './resources/margins.ts';
import { memberRoutes } from './resources/members.ts';
import { monthRoutes } from './resources/month.ts';
import { noticeAndAuditRoutes } from './resources/notices-and-audit.ts';
import { privacyRoutes } from './resources/privacy.ts';
import { instanceRoutes } from './resources/instance.ts';
import { canceledDayRoutes } from './resources/canceled-day.ts';
import { writeMethodRoutes } from './resources/write-methods.ts';
import { psaListRoutes } from './resources/psa-lists.ts';
import { monthArchiveRoutes } from './resources/month-archive.ts';
import { monthFigureRoutes } from './resources/month-figures.ts';
import { monthDocumentRoutes } from './resources/month-document.ts';
import { controlListRoutes } from './resources/control-list.ts';
import { monthMarginRoutes } from './resources/month-margins.ts';
import { reviewMonthRoutes } from './resources/review-months.ts';
import { scheduleRoutes } from './resources/schedule.ts';
import { sandboxCredentialRoutes } from './resources/sandbox-credentials.ts';
import { savedViewRoutes } from './resources/saved-views.ts';
import { organizationRoutes } from './resources/organizations.ts';
import { searchRoutes } from './resources/search.ts';
import { ownSignInRoutes } from './resources/own-sign-in.ts';
import { ownTotpRoutes } from './resources/own-totp.ts';
import { secondFactorRoutes } from './resources/second-factor-sign-in.ts';
import { sessionRoutes } from './resources/session.ts';
import { sessionListRoutes } from './resources/sessions.ts';
import { setUpReviewRoutes } from './resources/set-up-review.ts';
import { settingsRoutes } from './resources/settings.ts';
import { signInPolicyRoutes } from './resources/sign-in-policy.ts';
import { stepUpRoutes } from './resources/step-up.ts';
import { singleSignOnRoutes } from './resources/single-sign-on.ts';
import { suggestionRoutes } from './resources/suggestions.ts';
import { syncCommandRoutes } from './resources/sync-commands.ts';
import { syncReadRoutes } from './resources/syncs.ts';
import { unusedSeatRoutes } from './resources/unused-seats.ts';
import { usageLineRoutes } from './resources/usage-lines.ts';
import { vendorAccountRoutes } from './resources/vendor-accounts.ts';
import { personalDataRoutes } from './resources/personal-data.ts';
import { auditFindingRoutes } from './resources/audit-findings.ts';
import { auditStreamRoutes } from './resources/audit-streams.ts';
import { webhookRoutes } from './resources/webhooks.ts';
import { writeBackCommandRoutes } from './resources/write-back-commands.ts';
import { writeBackRoutes } from './resources/write-backs.ts';
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
