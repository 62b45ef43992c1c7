/** The tour signs in as a member of its own, whom nobody else is. */
export const tourEmail = 'tour@seatwise.local';

/** What was rejected since a person last signed in; told at the next sign-in. */
export interface SignInRejections {
  readonly times: number;
  readonly lastAt: Date;
  readonly lastAddress: string;
}
