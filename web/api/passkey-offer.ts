const prefix = 'seatwise.no-passkey.';

/** "Not now" holds for this member in this browser: another browser may have a place for a passkey. */
export function declinePasskey(memberId: string): void {
  try {
    localStorage.setItem(`${prefix}${memberId}`, 'declined');
  } catch {
    // Without storage it is offered at the next sign-in again.
  }
}

export function isPasskeyDeclined(memberId: string): boolean {
  try {
    return localStorage.getItem(`${prefix}${memberId}`) !== null;
  } catch {
    return false;
  }
}
