export { RuSim } from './ru-sim.ts';
