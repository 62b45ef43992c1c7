import { isGrpcServiceError } from '@temporalio/client';

/** Status codes of gRPC by which Temporal's answers are told apart. */
export const grpcStatus = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
} as const;

/** Returns the status code of an answer of Temporal; `null`: it is no such error. */
export const grpcStatusOf = (error: unknown): number | null =>
  isGrpcServiceError(error) ? error.code : null;
