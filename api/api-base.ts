/** Where every route of the API begins (DESIGN 7). */
export const apiBase = '/api/v1';
