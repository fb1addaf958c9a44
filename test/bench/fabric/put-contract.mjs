/** The smallest contract: writes one value under one key. What it costs is Fabric's cost, and the adapter's. */
import { Contract } from 'fabric-contract-api';

class PutContract extends Contract {
  constructor() {
    super('bench');
  }

  async Put(ctx, key, value) {
    await ctx.stub.putState(key, Buffer.from(value));
    return value;
  }
}

export const createContracts = () => [new PutContract()];
