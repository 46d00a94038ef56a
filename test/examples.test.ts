// The examples keep their contracts.
import { precoderCompliance } from '@chorus/contracts/compliance/precoder-suite.ts';
import { xAppCompliance } from '@chorus/contracts/compliance/xapp-suite.ts';
import { createPrecoder } from '../examples/maximum-ratio-dapp.ts';
import { createXApp } from '../examples/own-signal-xapp.ts';

precoderCompliance('maximum-ratio', createPrecoder);
xAppCompliance('own-signal', createXApp);
