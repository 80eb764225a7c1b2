import { benchInventory } from './reports-inventory.ts';
import { benchWallet } from './reports-wallet.ts';

/** Reports over much: each part by itself, so that none is measured beside another. */
export async function benchReports(size: number): Promise<void> {
  await benchWallet(size);
  await benchInventory(size);
}
