/** Days after which a new API key ends, unless another term is chosen. */
export const usualKeyDays = 90;
/** The longest term that may be chosen. */
export const longestKeyDays = 365;
/** Days before its end at which people are told of a key that was given a longer term. */
export const keyEndWarningDays = 14;
/** Days after which people are reminded of a credential, webhook secret or master key, unless they set others. */
export const usualReminderDays = 90;
