"""The near-RT RIC's xApp API: the calls of proto/xapp.proto without generated stubs."""

import grpc
from messages import e2sm, xapp

PRECODING = 200  # the RAN function
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_reconnect_backoff_ms", 1000)]


class Ric:
    def __init__(self, address, name):
        self.me = xapp.XappId(name=name, replica=0, replicas=1)
        self.channel = grpc.insecure_channel(address, OPTIONS)
        service = "/chorus.xapp.v1.XappApi"
        self._subscribe = self.channel.unary_stream(
            f"{service}/Subscribe", xapp.SubscribeRequest.SerializeToString, xapp.XappEvent.FromString
        )
        self._control = self.channel.unary_unary(
            f"{service}/Control", xapp.XappControlRequest.SerializeToString, xapp.XappControlOutcome.FromString
        )

    def subscribe(self, digest, report):
        """Events of the RIC, for as long as the stream lasts; grpc.RpcError ends it."""
        trigger = e2sm.EventTrigger(period="NEAR_RT_LOOP")
        action = e2sm.ActionDefinition(report=report)
        return self._subscribe(
            xapp.SubscribeRequest(
                xapp=self.me,
                scenario_digest=digest,
                ran_function=PRECODING,
                event_trigger=trigger.SerializeToString(),
                action_definition=action.SerializeToString(),
            )
        )

    def control(self, near_rt_loop, slot, users, u, w):
        """Sends U_k and W_k of all users; a future of what became of them at each E2 node."""
        header = e2sm.ControlHeader(style="FILTERS", near_rt_loop=near_rt_loop, slot=slot)
        message = e2sm.ControlMessage(users=users, u=u, w=w)
        return self._control.future(
            xapp.XappControlRequest(
                xapp=self.me, header=header.SerializeToString(), message=message.SerializeToString()
            )
        )
