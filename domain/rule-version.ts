/**
 * Version of the money rules in `domain/` (RULES 6). Raised with any change of a rule: approvals made under another
 * version are void, because what was shown to the approver was computed differently.
 */
export const ruleVersion = 3;
