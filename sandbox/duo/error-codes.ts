/** Codes and texts of Duo's errors (duo.md 4). The first three digits are the HTTP status. */
export const duoMessages = {
  40001: 'Missing required request parameters',
  40002: 'Invalid request parameters',
  40101: 'Missing request credentials',
  40102: 'Invalid integration key in request credentials',
  40103: 'Invalid signature in request credentials',
  40104: 'Missing or unreadable request timestamp',
  40105: 'Bad request timestamp',
  40301: 'Access forbidden',
  40401: 'Resource not found',
  40501: 'Method not allowed',
  42901: 'Too Many Requests',
  50001: 'Unknown internal server error',
} as const;

export type DuoErrorCode = keyof typeof duoMessages;

/** The codes as a list, for the schema of the control calls. */
export const duoErrorCodes = Object.keys(duoMessages).map(Number) as DuoErrorCode[];
