import { isGrpcServiceError } from '@temporalio/client';

/** The gRPC status codes that Seatwise distinguishes in answers of Temporal. */
export const grpcStatus = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
} as const;

/** Returns the status code of an error from Temporal; `null` for any other error. */
export const grpcStatusOf = (error: unknown): number | null =>
  isGrpcServiceError(error) ? error.code : null;
