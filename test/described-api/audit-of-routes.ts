/** What gives work to Temporal: a worker writes most of it. */
const ofTemporal = {
  'post /integrations': ['integration.connected'],
  'post /integrations/{id}/authenticate': ['credentials.verified'],
  'post /integrations/{id}/instance': ['integration.instance-answered', 'credentials.verified'],
  'post /integrations/{id}/load': ['integration.load-requested'],
  'post /integrations/{id}/mapping-decisions': ['mapping.mark-account'],
  'post /integrations/{id}/finish': ['integration.finished'],
  'put /integrations/{id}/schedule': ['schedule.changed'],
  'post /integrations/{id}/pause': ['integration.paused'],
  'post /integrations/{id}/resume': ['integration.resumed'],
  'post /integrations/{id}/syncs': ['sync.requested'],
  'post /syncs/{runId}/cancel': ['sync.cancel-requested'],
  'post /usage-lines/{lineId}/read-again': ['sync.requested'],
  'post /integrations/{id}/disconnect': ['integration.disconnect-requested'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const routesOfTemporal = Object.keys(ofTemporal);

/**
 * What each route that changes something leaves in the audit, once it is done. A route without an entry is an error:
 * whoever adds one says here what it leaves, and a test calls it.
 */
export const auditOfRoutes = {
  ...ofTemporal,
  'post /incident/turn-off-write-back': ['integration.write-back-turned-off'],
  'post /incident/revoke-keys': ['api-key.revoked'],
  'post /incident/end-sessions': ['incident.sessions-ended'],
  'post /session': ['session.started'],
  'post /session/step-up': ['session.stepped-up'],
  'put /me/password': ['member.password-changed'],
  'delete /sessions': ['member.sessions-ended'],
  'delete /sessions/{sessionId}': ['member.sessions-ended'],
  'delete /members/{memberId}/sessions': ['member.sessions-ended'],
  'delete /session': ['session.ended'],
  'post /members': ['member.created'],
  'patch /members/{memberId}': ['member.changed'],
  'post /members/{memberId}/reset-password': ['member.password-reset'],
  'post /api-keys': ['api-key.created'],
  'delete /api-keys/{keyId}': ['api-key.revoked'],
  'post /webhooks': ['webhook.created'],
  'patch /webhooks/{webhookId}': ['webhook.changed'],
  'post /webhooks/{webhookId}/rotate-secret': ['webhook.secret-rotated'],
  'post /webhooks/{webhookId}/test': ['webhook.tested'],
  'delete /webhooks/{webhookId}': ['webhook.removed'],
  'put /settings': ['settings.changed'],
  'put /settings/logo': ['logo.changed'],
  'delete /settings/logo': ['logo.changed'],
  'put /integrations/{id}/privacy': ['privacy.changed'],
  'put /integrations/{id}/write-methods': ['write-method.chosen'],
  'put /integrations/{id}/credentials/accounts-api': ['credential.stored'],
  'put /integrations/{id}/credentials/admin-api': ['credential.stored'],
  'put /integrations/{id}/credentials/psa': ['credential.stored'],
  'post /integrations/{id}/credentials/sandbox': [
    'credential.stored',
    'credential.stored',
    'credential.stored',
  ],
  'put /integrations/{id}/agreement-types/{typeId}/billing-target': ['billing-target.set'],
  'post /usage-lines/decisions': ['usage-line.held'],
  'post /usage-lines/{lineId}/override': ['usage-line.overridden'],
  'put /usage-lines/{lineId}/note': ['usage-line.noted'],
  'post /saved-views': ['saved-view.created'],
  'patch /saved-views/{viewId}': ['saved-view.changed'],
  'delete /saved-views/{viewId}': ['saved-view.removed'],
  'post /usage-lines/assignments': ['usage-line.assigned'],
  'post /write-backs/{approvalId}/lines/{approvalLineId}/cancel': ['write-back.canceled'],
  'post /write-backs/{approvalId}/lines/{approvalLineId}/revert': ['write-back.revert-approved'],
  'post /write-backs/{approvalId}/lines/{approvalLineId}/resolve': ['write-back.resolved'],
  'post /integrations/{id}/write-backs/continue': ['writes.continued'],
  'post /integrations/{id}/turn-off-write-back': ['integration.write-back-turned-off'],
  'post /integrations/{id}/turn-on-write-back': ['integration.write-back-enabled'],
  'post /review-months': ['month.closed'],
  'post /review-months/{monthId}/reopen': ['month.reopened'],
  'post /notices/{noticeId}/acknowledge': ['notice.acknowledged'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ChangingRoute = keyof typeof auditOfRoutes;
