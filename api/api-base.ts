/** Where every route of the API begins (architecture.md 7). */
export const apiBase = '/api/v1';
