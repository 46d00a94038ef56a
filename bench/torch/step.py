"""The update of services/learning/sac.ts in PyTorch, to hold ours against: same equations, shapes and steps.

Reads one request as JSON per line from standard input and answers each with one line:

  {"make": {"config": SacConfig, "sizes": SacSizes, "logSigma": [low, high], "seed": n}}
      -> {"torch", "parameters"}
  {"step": {"threads": n}}
      -> {"ms", "cpuMs"}
  {"replay": {"actor", "critic", "batch", "noise": [[of a', of a], ...]}}
      -> {"losses": [{"critic", "actor", "temperature"}, ...]}
"""
import json
import math
import sys
import time

import torch


class Mlp:
    """G networks side by side, kernels [G, n, m] and biases [G, 1, m] of each layer in turn."""

    def __init__(self, sizes, groups):
        self.variables = []
        for n, m in zip(sizes, sizes[1:]):
            bound = 1 / math.sqrt(n)
            self.variables += [torch.empty(groups, n, m).uniform_(-bound, bound), torch.zeros(groups, 1, m)]
        for variable in self.variables:
            variable.requires_grad_()

    def __call__(self, x):
        for layer in range(0, len(self.variables), 2):
            w, b = self.variables[layer : layer + 2]
            # One network as nn.Linear does it; several in one batched product.
            x = torch.addmm(b[0], x[0], w[0])[None] if len(w) == 1 else torch.baddbmm(b, x, w)
            if layer + 2 < len(self.variables):
                x = torch.relu(x)
        return x

    def load(self, values):
        with torch.no_grad():
            for variable, flat in zip(self.variables, values):
                variable.copy_(torch.tensor(flat).view_as(variable))


class Sac:
    def __init__(self, config, sizes, log_sigma):
        self.config, self.sizes, self.log_sigma = config, sizes, log_sigma
        o, a, agents = sizes["observation"], sizes["action"], sizes["agents"]
        self.groups = agents if config["shape"] == "paper" else 1
        self.actor = Mlp([o, *config["actorLayers"], 2 * a], self.groups)
        layers = [agents * (o + a), *config["criticLayers"], 1]
        self.critic, self.target = Mlp(layers, 2 * self.groups), Mlp(layers, 2 * self.groups)
        self.same_target()
        self.alpha = torch.full((self.groups, 1, 1), config["temperature"])
        self.adam = {
            network: torch.optim.Adam(network.variables, lr=config[rate], eps=1e-6)
            for network, rate in ((self.actor, "actorRate"), (self.critic, "criticRate"))
        }
        # 1 where a critic's joint action is its own agent's.
        self.own = torch.eye(agents)[: self.groups].repeat_interleave(a, 1)[:, None, :]

    def same_target(self):
        with torch.no_grad():
            for to, of in zip(self.target.variables, self.critic.variables):
                to.copy_(of)

    def update(self, batch, noise):
        """(36), (35), (34), (38), (37) once. noise: n of the next actions and of the actions."""
        o, raw, rewards, following = batch
        size = o.shape[1]
        with torch.no_grad():
            next_raw, log_pi = self.sample(following, noise[0])
            q = self.minimum(self.target, following, self.joint(torch.tanh(next_raw)))
            y = rewards + self.config["gamma"] * (q - self.alpha * log_pi)
        q = self.evaluate(self.critic, o, self.joint(torch.tanh(raw)))
        critic = torch.square(q - torch.cat([y, y])).sum() / (2 * size)
        self.minimize(self.critic, critic)
        raw, log_pi = self.sample(o, noise[1])
        joint = self.joint(torch.tanh(raw))
        if self.groups > 1:
            joint = self.own * joint + (1 - self.own) * joint.detach()
        q = self.minimum(self.critic, o, joint)
        actor = (self.alpha * log_pi - q).sum() / size
        self.minimize(self.actor, actor)
        with torch.no_grad():
            mean = log_pi.mean((1, 2))
            goal = self.config["entropyTarget"] * self.sizes["action"]
            step = self.config["temperatureRate"] * (mean + goal)
            self.alpha = torch.clamp(self.alpha + step[:, None, None], min=1e-5)
            for to, of in zip(self.target.variables, self.critic.variables):
                to.lerp_(of, self.config["softUpdate"])
        return {"critic": critic.item(), "actor": actor.item(), "temperature": self.alpha.mean().item()}

    def sample(self, observations, noise):
        agents, size, numbers = observations.shape
        x = observations.reshape(1, -1, numbers) if self.groups == 1 else observations
        mean, log_sigma = self.actor(x).view(agents, size, -1).chunk(2, 2)
        log_sigma = log_sigma.clamp(*self.log_sigma)
        raw = mean + log_sigma.exp() * noise
        r, s, n = (t[: self.groups] for t in (raw, log_sigma, noise))
        normal = -0.5 * n * n - s - 0.5 * math.log(2 * math.pi)
        squash = 2 * (math.log(2) - r - torch.nn.functional.softplus(-2 * r))
        return raw, (normal - squash).sum(2, keepdim=True)

    def joint(self, values):
        agents, size, numbers = values.shape
        return values.transpose(0, 1).reshape(1, size, agents * numbers).expand(self.groups, -1, -1)

    def evaluate(self, critic, observations, actions):
        x = torch.cat([self.joint(observations), actions], 2)
        return critic(torch.cat([x, x]))

    def minimum(self, critic, observations, actions):
        return torch.minimum(*self.evaluate(critic, observations, actions).chunk(2))

    def minimize(self, network, loss):
        gradients = torch.autograd.grad(loss, network.variables)
        for variable, gradient in zip(network.variables, gradients):
            variable.grad = gradient
        torch.nn.utils.clip_grad_norm_(network.variables, self.config["clip"])
        self.adam[network].step()


def data(sac):
    o, a, agents = (sac.sizes[name] for name in ("observation", "action", "agents"))
    size = sac.config["batch"]
    draw = lambda numbers, count=agents: torch.randn(count, size, numbers)
    return [draw(o), draw(a), draw(1, sac.groups), draw(o)]


def time_step(sac, batch, threads):
    torch.set_num_threads(threads)
    start, busy = time.perf_counter(), time.process_time()
    sac.update(batch, [torch.randn_like(batch[1]) for _ in range(2)])
    return {"ms": 1000 * (time.perf_counter() - start), "cpuMs": 1000 * (time.process_time() - busy)}


def replay(sac, given):
    sac.actor.load(given["actor"])
    sac.critic.load(given["critic"])
    sac.same_target()
    o, a, agents = (sac.sizes[name] for name in ("observation", "action", "agents"))
    shapes = [(agents, -1, o), (agents, -1, a), (sac.groups, -1, 1), (agents, -1, o)]
    batch = [torch.tensor(flat).view(shape) for flat, shape in zip(given["batch"], shapes)]
    noises = [[torch.tensor(flat).view(agents, -1, a) for flat in pair] for pair in given["noise"]]
    return {"losses": [sac.update(batch, noise) for noise in noises]}


def main():
    sac = batch = None
    for line in sys.stdin:
        request = json.loads(line)
        if "make" in request:
            made = request["make"]
            torch.manual_seed(made["seed"])
            sac = Sac(made["config"], made["sizes"], made["logSigma"])
            batch = data(sac)
            count = sum(v.numel() for network in (sac.actor, sac.critic) for v in network.variables)
            answer = {"torch": torch.__version__, "parameters": count}
        elif "replay" in request:
            answer = replay(sac, request["replay"])
        else:
            answer = time_step(sac, batch, request["step"]["threads"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
