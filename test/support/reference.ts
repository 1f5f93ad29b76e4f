import { loadReference } from '#reference/load';

/** The reference data as shipped, with its development directory. */
export const reference = await loadReference();
