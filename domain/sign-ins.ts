/** Refused passwords since the last that fitted, after which people are told; once more after as many again. */
export const burstOf = 10;

/** A one-time password ends after so many days. */
export const oneTimeDays = 7;

/** The tour signs in as a member of its own, whom nobody else is. */
export const tourEmail = 'tour@seatwise.local';

/** What was refused since a person last signed in; told at the next sign-in. */
export interface SignInRefusals {
  readonly times: number;
  readonly lastAt: Date;
  readonly lastAddress: string;
}
