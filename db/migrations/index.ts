import type { Migration } from 'kysely';
import * as people from './0001-people.ts';
import * as integrations from './0002-integrations.ts';
import * as syncs from './0003-syncs.ts';
import * as usage from './0004-usage.ts';
import * as writeBack from './0005-write-back.ts';
import * as lineRuns from './0006-line-runs.ts';
import * as auditChain from './0007-audit-chain.ts';
import * as webhooks from './0008-webhooks.ts';
import * as housekeeping from './0009-housekeeping.ts';
import * as rowsToReread from './0010-rows-to-reread.ts';
import * as acceptedCounts from './0012-accepted-counts.ts';
import * as includedAnswers from './0013-included-answers.ts';
import * as vanishedLines from './0014-vanished-lines.ts';
import * as writing from './0015-writing.ts';
import * as vendorTrouble from './0016-vendor-trouble.ts';
import * as unknownTimeZone from './0017-unknown-time-zone.ts';
import * as months from './0018-months.ts';
import * as hotPaths from './0019-hot-paths.ts';
import * as clientIds from './0020-client-ids.ts';
import * as pagesByKey from './0021-pages-by-key.ts';
import * as readWhatMatters from './0022-read-what-matters.ts';
import * as keptOnce from './0023-kept-once.ts';
import * as pastReadings from './0024-past-readings.ts';
import * as listOrders from './0025-list-orders.ts';
import * as touchedGroups from './0026-touched-groups.ts';
import * as signIn from './0030-sign-in.ts';
import * as oneTimePasswords from './0031-one-time-passwords.ts';
import * as sessions from './0032-sessions.ts';
import * as stepUp from './0033-step-up.ts';
import * as asLoaded from './0035-as-loaded.ts';
import * as descent from './0036-descent.ts';
import * as ageOfSecrets from './0037-age-of-secrets.ts';
import * as auditAnchors from './0038-audit-anchors.ts';
import * as databaseRoles from './0040-database-roles.ts';
import * as deferredMakers from './0041-deferred-makers.ts';
import * as refreshStatistics from './0042-refresh-statistics.ts';
import * as checkpointMessages from './0043-checkpoint-messages.ts';
import * as storedForms from './0044-stored-forms.ts';
import * as kinds from './0045-kinds.ts';
import * as whatIsSent from './0046-what-is-sent.ts';
import * as wordsOfTheModel from './0047-words-of-the-model.ts';
import * as monthReport from './0048-month-report.ts';
import * as lineNeeds from './0049-line-needs.ts';
import * as usageReview from './0050-usage-review.ts';
import * as lineNotes from './0051-line-notes.ts';
import * as wordsOfNames from './0052-words-of-names.ts';
import * as savedViews from './0053-saved-views.ts';
import * as billedAtLeast from './0054-billed-at-least.ts';
import * as oneLiveIntegration from './0055-one-live-integration.ts';
import * as writeMethods from './0056-write-methods.ts';
import * as unusedSeats from './0057-unused-seats.ts';
import * as changesByDay from './0058-changes-by-day.ts';
import * as capitalsOfEveryAlphabet from './0059-capitals-of-every-alphabet.ts';
import * as knownWaits from './0060-known-waits.ts';
import * as callsOfAnInstance from './0061-calls-of-an-instance.ts';
import * as instances from './0062-instances.ts';
import * as landedElsewhere from './0065-landed-elsewhere.ts';
import * as currencies from './0068-currencies.ts';
import * as relatedProducts from './0071-related-products.ts';
import * as billedTwice from './0072-billed-twice.ts';
import * as takenDays from './0077-taken-days.ts';
import * as signedApprovals from './0080-signed-approvals.ts';
import * as auditTimes from './0081-audit-times.ts';
import * as ledgerChecks from './0082-ledger-checks.ts';
import * as approvedInstance from './0083-approved-instance.ts';
import * as viewsOfKeys from './0085-views-of-keys.ts';
import * as keptMethods from './0089-kept-methods.ts';

/** Every migration, in order. A static map, so that a bundle or an image carries them all (platform.md 3.2). */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-people': people,
  '0002-integrations': integrations,
  '0003-syncs': syncs,
  '0004-usage': usage,
  '0005-write-back': writeBack,
  '0006-line-runs': lineRuns,
  '0007-audit-chain': auditChain,
  '0008-webhooks': webhooks,
  '0009-housekeeping': housekeeping,
  '0010-rows-to-reread': rowsToReread,
  '0012-accepted-counts': acceptedCounts,
  '0013-included-answers': includedAnswers,
  '0014-vanished-lines': vanishedLines,
  '0015-writing': writing,
  '0016-vendor-trouble': vendorTrouble,
  '0017-unknown-time-zone': unknownTimeZone,
  '0018-months': months,
  '0019-hot-paths': hotPaths,
  '0020-client-ids': clientIds,
  '0021-pages-by-key': pagesByKey,
  '0022-read-what-matters': readWhatMatters,
  '0023-kept-once': keptOnce,
  '0024-past-readings': pastReadings,
  '0025-list-orders': listOrders,
  '0026-touched-groups': touchedGroups,
  '0030-sign-in': signIn,
  '0031-one-time-passwords': oneTimePasswords,
  '0032-sessions': sessions,
  '0033-step-up': stepUp,
  '0035-as-loaded': asLoaded,
  '0036-descent': descent,
  '0037-age-of-secrets': ageOfSecrets,
  '0038-audit-anchors': auditAnchors,
  '0040-database-roles': databaseRoles,
  '0041-deferred-makers': deferredMakers,
  '0042-refresh-statistics': refreshStatistics,
  '0043-checkpoint-messages': checkpointMessages,
  '0044-stored-forms': storedForms,
  '0045-kinds': kinds,
  '0046-what-is-sent': whatIsSent,
  '0047-words-of-the-model': wordsOfTheModel,
  '0048-month-report': monthReport,
  '0049-line-needs': lineNeeds,
  '0050-usage-review': usageReview,
  '0051-line-notes': lineNotes,
  '0052-words-of-names': wordsOfNames,
  '0053-saved-views': savedViews,
  '0054-billed-at-least': billedAtLeast,
  '0055-one-live-integration': oneLiveIntegration,
  '0056-write-methods': writeMethods,
  '0057-unused-seats': unusedSeats,
  '0058-changes-by-day': changesByDay,
  '0059-capitals-of-every-alphabet': capitalsOfEveryAlphabet,
  '0060-known-waits': knownWaits,
  '0061-calls-of-an-instance': callsOfAnInstance,
  '0062-instances': instances,
  '0065-landed-elsewhere': landedElsewhere,
  '0068-currencies': currencies,
  '0071-related-products': relatedProducts,
  '0072-billed-twice': billedTwice,
  '0077-taken-days': takenDays,
  '0080-signed-approvals': signedApprovals,
  '0081-audit-times': auditTimes,
  '0082-ledger-checks': ledgerChecks,
  '0083-approved-instance': approvedInstance,
  '0085-views-of-keys': viewsOfKeys,
  '0089-kept-methods': keptMethods,
};

/** Version written to `schema_info` after migrating, and the oldest code version that can still read it. */
export const schemaVersion = { version: 89, minReader: 81 } as const;
