import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { VendorList } from '../../contracts/api/vendors.ts';
import { read } from './client.ts';

export type Vendor = z.output<typeof VendorList>['items'][number];

export const useVendors = () =>
  useQuery({
    queryKey: ['vendors'],
    queryFn: ({ signal }) => read('/vendors', VendorList, { signal }),
    staleTime: Infinity,
  });
