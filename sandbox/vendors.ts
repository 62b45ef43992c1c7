import { createAutotask } from './autotask/vendor.ts';
import { askedWrite } from './connectwise/asked-write.ts';
import { faultBody } from './connectwise/answers.ts';
import { connectWise } from './connectwise/vendor.ts';
import { duoFault } from './duo/answers.ts';
import { createDuo } from './duo/vendor.ts';
import { faultBody as haloFaultBody } from './halopsa/answers.ts';
import { askedWrite as haloAskedWrite } from './halopsa/asked-write.ts';
import { createHaloPsa } from './halopsa/vendor.ts';
import { answerWithPagingFault } from './list-paging-faults.ts';
import type { Vendors } from './vendor.ts';

/** Every simulated vendor of one sandbox. */
export const createVendors = (): Vendors => ({
  duo: {
    answer: createDuo(),
    rejectionBody: ({ status }) => duoFault(status * 100 + 1).body,
    askedWrite: () => null,
  },
  connectwise: {
    answer: (request, context, paging) =>
      paging === null
        ? connectWise(request, context)
        : answerWithPagingFault(connectWise, request, context, paging),
    rejectionBody: faultBody,
    askedWrite,
  },
  autotask: createAutotask(),
  halopsa: {
    answer: createHaloPsa(),
    rejectionBody: haloFaultBody,
    askedWrite: haloAskedWrite,
  },
});
