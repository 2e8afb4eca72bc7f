"""With django-cqrs: a model with replicas elsewhere, sent over AMQP when it is saved."""
