/** What a person did, by the action of the audit; an action of another release keeps its own word. */
const words: Readonly<Record<string, string>> = {
  'usage-line.approved': 'approved',
  'usage-line.adjusted': 'adjusted',
  'usage-line.proposed': 'proposed',
  'usage-line.dismissed': 'dismissed',
  'usage-line.held': 'put on hold',
  'usage-line.reopened': 'reopened',
  'usage-line.overridden': 'overrode a check',
  'mapping.give-role': 'gave a role',
  'write-back.canceled': 'canceled a change',
  'write-back.revert-approved': 'took a change back',
  'write-back.resolved': 'resolved a conflict',
};

export const decisionWords = (action: string): string => words[action] ?? action;
