/** The PSAs that the tour can play, by the kind that names them; without one the first. */
export const touredKinds = ['connectwise', 'autotask', 'halopsa'] as const;
export type TouredKind = (typeof touredKinds)[number];
