package dev.busway.rabbitmq;

/** The suite on what stands in for RabbitMQ where there is none: always run, so that it can be relied on there. */
class QpidTransportIT extends RabbitTransportIT {
    @Override
    TestBroker broker() {
        return TestBroker.qpid();
    }
}
